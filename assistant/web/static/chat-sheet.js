/** The appointment sheet, at #sheet: shown in the page, printed from it, saved as text. */

import { phrase } from './chat-phrases.js';

const byId = (id) => document.getElementById(id);
const ACTIVE = 'script, style, link, meta, title, template, iframe, object, embed, form';

/** `conversation()` is the current one, or null. */
export function watchSheet(conversation) {
  const turn = () => (location.hash === '#sheet' ? open(conversation()) : close());
  addEventListener('hashchange', turn);
  byId('print').addEventListener('click', () => print());
  byId('save').addEventListener('click', () => saveText(conversation()));
  return turn;
}

async function open(conversation) {
  if (!conversation) return;
  swap(true);
  byId('sheet-body').replaceChildren();
  byId('sheet-status').textContent = phrase('loading-sheet');
  scrollTo({ top: 0, behavior: 'instant' });
  byId('sheet-title').focus();
  try {
    show(await conversation.sheet());
    byId('sheet-status').textContent = '';
  } catch (refusal) {
    const detail = await reason(conversation, refusal);
    byId('sheet-status').textContent = detail ? phrase('no-sheet', { detail }) : phrase('failed');
  }
}

/** A refused document has no readable reason; asking for the sheet as data has. */
async function reason(conversation, refusal) {
  if (refusal.passing) return '';
  return conversation.file('/report', 'application/json').then(() => '', (again) => again.message);
}

function show(sheet) {
  const content = sheet.querySelector('main') ?? sheet.body;
  for (const active of content.querySelectorAll(ACTIVE)) active.remove();
  byId('sheet-body').replaceChildren(...[...content.childNodes].map((node) => document.importNode(node, true)));
}

function close() {
  swap(false);
  byId('sheet-body').replaceChildren();
}

function swap(sheetShown) {
  const was = !byId('sheet').hidden;
  byId('sheet').hidden = !sheetShown;
  byId('chat').hidden = sheetShown;
  if (was && !sheetShown) {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
    byId('open-sheet').focus({ preventScroll: true });
  }
}

async function saveText(conversation) {
  try {
    download(await conversation.file('/report', 'text/markdown'), phrase('my-sheet-file'));
  } catch {
    byId('sheet-status').textContent = phrase('failed');
  }
}

/** Hand a file to the person. */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
