// The order-entry page: what a person does, the hooks that fires, and what comes back.

import { cardView } from "./card_view.js";
import { call, discover, feedback } from "./cds.js";
import { Drafts, ratingOf, referenceOf, wordsOf } from "./drafts.js";
import { element, option } from "./elements.js";
import { record, showRecord } from "./patient_banner.js";
import { announced, listen } from "./smart_app.js";

const at = (id) => document.getElementById(id);

const page = {
  choices: null,
  services: [],
  conditions: [],
  drafts: new Drafts(""),
  round: 0, // answers of an earlier round come too late
  signingAnyway: false,
  embedded: false, // whether the app is shown in the page
  endApp: () => {},
};

start().catch(problem);

async function start() {
  [page.choices, page.services] = await Promise.all([(await fetch("/demo/choices.json")).json(), discover()]);
  at("patient").replaceChildren(...page.choices.patients.map(({ id, label }) => option(id, label)));
  at("study").replaceChildren(option("", "choose, or write it below"), ...studyGroups());
  at("patient").addEventListener("change", () => choosePatient().catch(problem));
  at("order-form").addEventListener("submit", addOrder);
  at("sign").addEventListener("click", () => sign().catch(problem));
  at("app-close").addEventListener("click", () => closeApp());
  at("app").addEventListener("close", () => page.embedded && closeApp());
  await choosePatient();
}

// ---- patient and form

async function choosePatient() {
  const chosen = page.choices.patients.find(({ id }) => id === at("patient").value);
  closeApp();
  page.round += 1;
  page.drafts = new Drafts(chosen.id);
  page.conditions = [];
  at("signed").replaceChildren();
  at("signed-part").hidden = true;
  showDrafts();
  showCards([], null);
  say("Add an order; the services are then asked about it.");
  at("patient-shows").textContent = chosen.shows;
  const found = await record(chosen.id);
  if (page.drafts.patient !== chosen.id) return;
  page.conditions = found.conditions;
  showRecord(found, at("patient-identity"), at("patient-record"));
  prefill(chosen.start);
}

function studyGroups() {
  const groups = Map.groupBy ? Map.groupBy(page.choices.studies, ({ group }) => group) : grouped(page.choices.studies);
  return [...groups].map(([label, studies]) =>
    element("optgroup", { label: label || "other" }, ...studies.map(({ name }) => option(name, name))));
}

function grouped(studies) {
  const groups = new Map();
  for (const study of studies) groups.set(study.group, [...(groups.get(study.group) ?? []), study]);
  return groups;
}

function prefill({ study, indication, words, priority }) {
  const own = page.conditions.map((each) => option(`Condition/${each.id}`, wordsOf(each.code)));
  const other = page.choices.indications.map((each) => option(each.code, each.display));
  at("indication").replaceChildren(
    option("", "choose, or write it below"),
    element("optgroup", { label: "of this patient" }, ...own),
    element("optgroup", { label: "other" }, ...other),
  );
  at("study").value = study;
  at("study-words").value = "";
  at("indication").value = own.find((each) => each.textContent === indication)?.value ?? "";
  at("indication-words").value = words;
  at("priority").value = priority;
}

function addOrder(event) {
  event.preventDefault();
  const study = chosenStudy();
  if (!study) {
    say("Choose a study or write one.");
    at("study").focus();
    return;
  }
  const { reasons, conditions } = chosenIndication();
  page.drafts.order({ study, reasons, conditions, priority: at("priority").value, requester: page.choices.practitioner });
  at("study").value = "";
  at("study-words").value = "";
  changed().catch(problem);
}

function chosenStudy() {
  const words = at("study-words").value.trim();
  if (words) return { text: words };
  const study = page.choices.studies.find(({ name }) => name === at("study").value);
  return study ? { coding: [study.coding], text: study.name } : null;
}

function chosenIndication() {
  const value = at("indication").value;
  const words = at("indication-words").value.trim();
  const condition = page.conditions.find((each) => `Condition/${each.id}` === value);
  const coded = page.choices.indications.find(({ code }) => code === value);
  const reasons = [
    ...(condition ? [condition.code] : []),
    ...(coded ? [{ coding: [coded], text: coded.display }] : []),
    ...(words ? [{ text: words }] : []),
  ];
  return { reasons, conditions: condition ? [condition.id] : [] };
}

// ---- drafts

function showDrafts() {
  at("drafts").replaceChildren(...page.drafts.resources.map(draftView));
  at("no-drafts").hidden = page.drafts.resources.length > 0;
  at("sign").disabled = page.drafts.orders.length === 0;
  at("sign").textContent = page.signingAnyway ? "Sign anyway" : "Sign orders";
}

function draftView(resource) {
  const remove = element("button", { type: "button", "aria-label": `Remove ${wordsOf(resource.code)}`, onclick: () => {
    page.drafts.remove(referenceOf(resource));
    at("drafts-heading").focus();
    changed().catch(problem);
  } }, "Remove");
  return element("li", {}, orderWords(resource), remove);
}

function orderWords(resource) {
  const isOrder = resource.resourceType === "ServiceRequest";
  const reasons = (resource.reasonCode ?? []).map(wordsOf).filter(Boolean).join("; ");
  const rating = isOrder ? ratingOf(resource) : null;
  const named = isOrder ? [resource.priority, reasons || "no indication"].filter(Boolean).join(", ") : `added as ${resource.resourceType}`;
  const shown = rating
    ? element("span", { className: `rating ${rating.code}` }, rating.words)
    : isOrder ? element("span", { className: "rating" }, "not rated") : null;
  const notes = (resource.note ?? []).map(({ text }) => element("span", { className: "quiet note" }, `Note: ${text}`));
  return element("div", {}, element("strong", {}, wordsOf(resource.code)), ...(shown ? [shown] : []), element("span", { className: "quiet" }, named), ...notes);
}

/** The drafts are not what they were: ask about those that are left. `before` is said first. */
async function changed(before = "") {
  page.signingAnyway = false;
  showDrafts();
  if (page.drafts.orders.length) {
    const answer = await fire("order-select", { selections: page.drafts.orders.map(referenceOf) });
    if (answer) say(before + cardCount(answer.cards.length));
  } else {
    page.round += 1;
    showCards([], null);
    say(`${before}No order is left to ask about.`);
  }
}

// ---- hooks

async function fire(hook, more = {}) {
  const service = page.services.find((each) => each.hook === hook);
  const round = (page.round += 1);
  say("Asking…");
  const context = { userId: page.choices.practitioner, patientId: page.drafts.patient, ...more, draftOrders: page.drafts.bundle };
  const { request, answer } = await call(service, context);
  if (round !== page.round) return null;
  at("raw-request").textContent = JSON.stringify(request, null, 2);
  at("raw-answer").textContent = JSON.stringify(answer, null, 2);
  for (const action of answer.systemActions ?? answer.extension?.systemActions ?? []) page.drafts.apply(action);
  showDrafts();
  showCards(answer.cards, service);
  say(cardCount(answer.cards.length));
  return answer;
}

function cardCount(count) {
  if (count > 0) return count === 1 ? "One card." : `${count} cards.`;
  const silent = page.drafts.orders.some((order) => !ratingOf(order));
  return silent ? "No card. Where an order is not rated, the service has nothing to say on it." : "No card: the service raises nothing about these orders.";
}

async function sign() {
  closeApp();
  const anyway = page.signingAnyway;
  const answer = anyway ? { cards: [] } : await fire("order-sign");
  if (answer === null) return;
  if (answer.cards.length) {
    page.signingAnyway = true;
    showDrafts();
    say(`${cardCount(answer.cards.length)} Nothing is signed yet: take a suggestion, or sign anyway.`);
    at("cards-heading").focus();
    return;
  }
  const signed = page.drafts.orders;
  at("signed").append(...signed.map((order) => element("li", {}, orderWords(order))));
  at("signed-part").hidden = false;
  page.drafts = new Drafts(page.drafts.patient);
  page.signingAnyway = false;
  showDrafts();
  showCards([], null);
  say(`Signed: ${signed.map((order) => wordsOf(order.code)).join("; ")}.`);
}

// ---- cards

function showCards(cards, service) {
  at("cards").replaceChildren(...cards.map((card) => cardView(card, {
    accept: (suggestion) => accept(service, card, suggestion).catch(problem),
    dismiss: (reason) => dismiss(service, card, reason).catch(problem),
    launch: (link) => openApp(link).catch(problem),
  })));
}

async function accept(service, card, suggestion) {
  const could = suggestion.actions.map((action) => page.drafts.apply(action));
  at("cards-heading").focus();
  const asked = changed("Changed as suggested. ");
  await report(service, { card: card.uuid, outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] });
  await asked;
  if (could.includes(false)) say("Part of the suggestion could not be carried out.");
}

async function dismiss(service, card, reason) {
  const stated = reason ? { overrideReason: { reason: { code: reason.code, system: reason.system } } } : {};
  at("cards").querySelector(`[aria-labelledby="card-${card.uuid}"]`)?.remove();
  at("cards-heading").focus();
  say(reason ? `Dismissed: ${reason.display}.` : "Dismissed.");
  await report(service, { card: card.uuid, outcome: "overridden", ...stated });
}

async function report(service, item) {
  at("raw-feedback").textContent = JSON.stringify(await feedback(service, item), null, 2);
}

// ---- SMART app

/** Open the app of a link in the page, or in a tab of its own, which also shows whose record it is. */
async function openApp(link, inTab = false) {
  closeApp();
  const embedded = !inTab && new URL(link.url).origin === location.origin;
  const opened = await announced(link, page.drafts.patient, embedded);
  let shownIn = () => at("app-frame").contentWindow;
  if (embedded) {
    page.embedded = true;
    at("app-heading").textContent = link.label;
    at("app-frame").src = opened.address;
    at("app-tab").onclick = () => openApp(link, true).catch(problem);
    at("app").showModal();
  } else {
    const tab = window.open(opened.address);
    shownIn = () => tab;
  }
  page.endApp = listen({ ...opened, shownIn }, page.drafts, appChanged, () => {
    if (!embedded) shownIn()?.close();
    closeApp();
  });
}

const appChanged = (could) =>
  could ? changed("Changed by the app. ").catch(problem) : say("The app asked for a change that could not be made.");

function closeApp() {
  page.endApp();
  page.endApp = () => {};
  if (!page.embedded) return;
  page.embedded = false;
  at("app-frame").removeAttribute("src");
  at("app").close();
  at("cards-heading").focus();
}

// ---- words

function say(text) {
  at("status").classList.remove("problem");
  at("status").textContent = text;
}

function problem(error) {
  at("status").classList.add("problem");
  at("status").textContent = `That did not work (${error.message}). Without advice the order stands as you wrote it.`;
}
