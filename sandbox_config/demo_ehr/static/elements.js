// Making elements in one line.

/** An element with properties (and `data-`/`aria-` attributes) and children; strings become text. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-")) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** An option of a select. */
export const option = (value, text) => element("option", { value }, text);
