// The little Markdown that card details are shown with here: paragraphs and **bold**. Everything else stays plain text,
// put into text nodes only, so that nothing in a card can become markup.

const PIECE = /\*\*((?:\\.|[^\\])+?)\*\*|(?:\\.|[^\\*]|\*(?!\*)|\\$)+|\*\*/gsu;
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** The paragraphs of a text as elements. */
export function paragraphs(text) {
  return text.split(/\n{2,}/).filter((each) => each.trim()).map(paragraph);
}

function paragraph(text) {
  const made = document.createElement("p");
  for (const [piece, bold] of text.matchAll(PIECE)) {
    if (bold === undefined) {
      made.append(plain(piece));
    } else {
      const strong = document.createElement("strong");
      strong.append(plain(bold));
      made.append(strong);
    }
  }
  return made;
}

const plain = (text) => text.replaceAll(/\\([!-/:-@[-`{-~])|&(?:amp|lt|gt);/g, (found, character) => character ?? ENTITIES[found]);
