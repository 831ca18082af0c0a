/** The page's own words: all of them are in index.html. */

const phrases = document.getElementById('phrases').content;

/** The words called `name`, with every {value} filled in. */
export function phrase(name, values = {}) {
  const words = phrases.querySelector(`[data-phrase="${name}"]`).textContent.replace(/\s+/g, ' ');
  return words.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''));
}

/** An element with text in it. */
export function element(tag, className, text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** A fresh copy of the template called `id`. */
export function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
