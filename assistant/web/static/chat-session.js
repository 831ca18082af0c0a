/** What this tab remembers over a reload, and only this tab: the way into the conversation, and words not sent yet. */

const KEY = 'second-line';
let left = false;

/** `{id, token, alarms, unsent}`, or null in a fresh tab. */
export function recall() {
  const kept = sessionStorage.getItem(KEY);
  return kept && JSON.parse(kept);
}

export function remember(session) {
  if (!left) sessionStorage.setItem(KEY, JSON.stringify(session));
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

/** Forget, and remember nothing that an answer still on its way would like to keep. */
export function forgetForGood() {
  left = true;
  forget();
}
