/** How what people wrote, and when, is put on the page: always as text, and never so that it reads as something else. */

import { element, phrase } from './chat-phrases.js';

/** Signs that nobody sees, or that turn the direction of what follows. Joiners stay: scripts and emoji need them. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** `text` in a box of its own; with `quoted` as the words of somebody outside the team. */
export function said(text, quoted) {
  const box = element(quoted ? 'blockquote' : 'p', 'said');
  box.dir = 'auto';
  box.append(...shown(text));
  return box;
}

/** `text` with what is hidden in it named. */
export function shown(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    parts.push(text.slice(from, found.index), sign(found[0]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function sign(character) {
  const code = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return element('span', 'hidden-sign', phrase('hidden_sign', { code }));
}

export function when(at) {
  const made = element('time', '', clock.format(new Date(at)));
  made.dateTime = at;
  return made;
}

/** "Waiting since 21 Nov 2026, 11:30 (12 min)". */
export function since(at) {
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(at)) / 60_000));
  return phrase('waiting_since', { time: clock.format(new Date(at)), minutes });
}

export function held(claim, member) {
  if (!claim) return phrase('nobody');
  return claim.by === member.id ? phrase('held_by_me') : phrase('held_by', { name: claim.name });
}

/** What a red flag is called: "heavy bleeding". */
export function named(flag) {
  return flag.replaceAll('_', ' ');
}
