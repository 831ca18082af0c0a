/** The appointment sheet, at #sheet: shown in the page, printed from it, saved as text. */

import { download } from './chat-files.js';
import { phrase } from './chat-phrases.js';

const byId = (id) => document.getElementById(id);
const INERT = 'script, style, link, meta, title, template, iframe, object, embed, form';
const paper = byId('paper').attachShadow({ mode: 'open' }); // the sheet's style and ours stay apart

/** Show the sheet whenever the address says so; returns what looks at the address. `conversation()` may be null. */
export function watchSheet(conversation) {
  const look = () => (location.hash === '#sheet' && conversation() ? open(conversation()) : close());
  addEventListener('hashchange', look);
  byId('close-sheet').addEventListener('click', (event) => {
    event.preventDefault();
    location.hash = '';
  });
  byId('print').addEventListener('click', () => print());
  byId('save').addEventListener('click', () => saveText(conversation()));
  paper.addEventListener('click', followInside);
  return look;
}

async function open(conversation) {
  swap(true);
  say('loading-sheet');
  scrollTo({ top: 0, behavior: 'instant' });
  byId('close-sheet').focus();
  try {
    lay(await conversation.sheet());
    say();
  } catch (refusal) {
    const detail = await reason(conversation, refusal);
    say(detail ? 'no-sheet' : 'failed', { detail });
  }
}

/** A refused document has no readable reason; asking for the sheet as data has. */
async function reason(conversation, refusal) {
  if (refusal.passing) return '';
  return conversation.file('/report', 'application/json').then(() => '', (again) => again.message);
}

/** Put a sheet on the paper, with the style it brought along. */
function lay(sheet) {
  const body = document.importNode(sheet.body, true);
  for (const part of body.querySelectorAll(INERT)) part.remove();
  for (const link of body.querySelectorAll('a[href^="http"]')) Object.assign(link, { target: '_blank', rel: 'noopener noreferrer' });
  paper.adoptedStyleSheets = [...sheet.querySelectorAll('style')].map(({ textContent }) => {
    const style = new CSSStyleSheet();
    style.replaceSync(textContent.replaceAll(':root', ':host'));
    return style;
  });
  paper.replaceChildren(body);
  byId('paper').lang = sheet.documentElement.lang;
  byId('paper').hidden = false;
}

/** Links from one part of the sheet to another. */
function followInside(event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const target = paper.getElementById(link.hash.slice(1));
  target?.setAttribute('tabindex', '-1');
  target?.focus();
}

function close() {
  const was = !byId('sheet').hidden;
  swap(false);
  byId('paper').hidden = true;
  paper.replaceChildren();
  if (!was) return;
  scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  byId('open-sheet').focus({ preventScroll: true });
}

function swap(sheetShown) {
  byId('sheet').hidden = !sheetShown;
  byId('chat').hidden = sheetShown;
}

function say(name, values) {
  byId('sheet-status').textContent = name ? phrase(name, values) : '';
}

async function saveText(conversation) {
  try {
    download(await conversation.file('/report', 'text/markdown'), phrase('my-sheet-file'));
  } catch {
    say('failed');
  }
}
