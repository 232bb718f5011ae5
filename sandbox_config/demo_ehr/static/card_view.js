// One card, as an EHR shows it.

import { element, option } from "./elements.js";
import { paragraphs } from "./markdown.js";

const INDICATORS = { critical: "Stop and read", warning: "Advice", info: "For information" };

/**
 * The element of a card. `does` holds what happens: `accept(suggestion)`, `dismiss(reason or null)`, `launch(link)`.
 */
export function cardView(card, does) {
  const heading = element("h3", { id: `card-${card.uuid}` }, card.summary);
  return element(
    "article",
    { className: `card ${card.indicator}`, "aria-labelledby": heading.id },
    element("p", { className: "indicator" }, INDICATORS[card.indicator] ?? card.indicator),
    heading,
    suggestions(card, does),
    element("div", { className: "detail" }, ...paragraphs(card.detail ?? "")),
    element("p", { className: "source" }, "Source: ", source(card.source)),
    links(card, does),
    dismissal(card, does),
  );
}

function suggestions(card, does) {
  if (!card.suggestions?.length) return null;
  return element("p", { className: "actions" }, ...card.suggestions.map((suggestion) => element(
    "button",
    { type: "button", className: suggestion.isRecommended ? "primary" : "", onclick: () => does.accept(suggestion) },
    suggestion.label,
  )));
}

const source = ({ label, url }) =>
  url ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label) : label;

function links(card, does) {
  if (!card.links?.length) return null;
  return element("p", { className: "actions" }, ...card.links.map((link) => link.type === "smart"
    ? element("button", { type: "button", onclick: () => does.launch(link) }, link.label)
    : element("a", { href: link.url, target: "_blank", rel: "noopener noreferrer" }, link.label)));
}

function dismissal(card, does) {
  const reasons = card.overrideReasons ?? [];
  const id = `reason-${card.uuid}`;
  const choice = element("select", { id }, option("", "no reason given"), ...reasons.map((each, place) => option(String(place), each.display)));
  const button = element("button", { type: "button", onclick: () => does.dismiss(reasons[choice.value] ?? null) }, "Dismiss");
  if (!reasons.length) return element("p", { className: "dismissal" }, button);
  return element("p", { className: "dismissal" }, element("label", { htmlFor: id }, "Keep the order because"), choice, button);
}
