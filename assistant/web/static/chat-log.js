/** The messages on the page. Everything is set as text; nothing a person wrote can become markup. */

import { copy, element, phrase } from './chat-phrases.js';

const list = document.getElementById('messages');
const bar = document.querySelector('.bar');

/** Show what the person just wrote or tapped, before it has arrived. */
export function addMine(text, messageId) {
  const item = message('patient', text);
  item.dataset.messageId = messageId;
  list.append(item);
  return item;
}

/** Show a transcript entry; `alarm` makes it a safety message that is announced at once. */
export function addEntry(entry, { alarm = false } = {}) {
  const item = message(entry.sender, entry.text);
  item.dataset.id = entry.id;
  const words = item.querySelector('.words');
  if (entry.citations?.length) words.append(sources(entry.citations));
  list.append(item);
  if (alarm) raiseAlarm(item);
  return item;
}

/** Make a message a safety message: it stands out and is read out at once. */
function raiseAlarm(item) {
  if (item.classList.contains('alarm')) return;
  item.classList.add('alarm');
  item.querySelector('.text').before(element('p', 'alarm-title', phrase('alarm')));
  item.querySelector('.words').setAttribute('role', 'alert');
}

/** The last thing the assistant said is a safety message, however it came here. */
export function alarmLast() {
  const last = [...list.querySelectorAll('.assistant')].at(-1);
  if (last) raiseAlarm(last);
}

export function append(item) {
  if (item !== list.lastElementChild) list.append(item);
  return item;
}

/** The buttons of this question, if nothing was said by the person since they came; they may be half picked. */
export function stillAsked(slot) {
  const items = [...list.children];
  const last = items.findLast((item) => item.matches('.question:not(.passing), .mine'));
  return last?.dataset.slot === slot ? last : null;
}

export function clear() {
  list.replaceChildren();
}

/** Whether the person's own message is already on the page. */
export function hasMine(messageId) {
  return Boolean(messageId) && [...list.children].some((item) => item.dataset.messageId === messageId);
}

/** Say under a message of the person's whether it is still waiting to be sent. */
export function markUnsent(messageId, unsent) {
  const item = [...list.children].find((each) => each.dataset.messageId === messageId);
  item?.querySelector('.unsent')?.remove();
  if (unsent) item?.append(element('p', 'unsent', phrase('unsent')));
}

/** Bring the first of the new things under the header; short ones simply end up above the text field. */
export function reveal(first) {
  const top = first.getBoundingClientRect().top + scrollY - bar.offsetHeight - 16;
  scrollTo({ top });
}

function message(sender, text) {
  const item = copy('message');
  item.classList.add(['patient', 'caregiver'].includes(sender) ? 'mine' : sender);
  item.querySelector('.who').textContent = phrase(sender);
  item.querySelector('.text').textContent = text;
  return item;
}

function sources(citations) {
  const block = copy('sources');
  for (const { label, url } of citations) {
    const item = element('li', '', url ? '' : label);
    if (url) item.append(link(label, url));
    block.querySelector('ul').append(item);
  }
  return block;
}

function link(label, url) {
  if (!/^https?:\/\//i.test(url)) return document.createTextNode(label);
  const made = element('a', '', label);
  made.href = url;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  made.append(element('span', 'visually-hidden', ` ${phrase('new-tab')}`));
  return made;
}
