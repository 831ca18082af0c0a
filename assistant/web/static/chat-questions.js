/** The buttons of a question. They stay tappable: each names its question, so an old one offers to change that answer. */

import { element, phrase } from './chat-phrases.js';

/**
 * The buttons as a list item for the log, or null when there are none to show.
 * `send(picked, label, byKeyboard)`: `picked` is `{choice}` or `{choices}`, ready to be sent.
 */
export function buttonsFor(question, { legend, send }) {
  if (!question.choices.length) return null;
  const item = element('li', 'question');
  item.dataset.slot = question.slot;
  const team = question.slot === 'staff';
  item.classList.toggle('passing', !question.optional && !team);
  item.classList.toggle('team', team);
  const group = element('div', 'choices');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', question.text);
  if (legend) item.append(element('p', 'legend', question.text));
  item.append(group);
  const several = question.kind === 'choices' || question.kind === 'ranking';
  (several ? addSeveral : addSingle)(item, group, question, send);
  return item;
}

function button(label, className = 'choice') {
  const made = element('button', className);
  made.type = 'button';
  made.append(element('span', 'label', label));
  return made;
}

function addSingle(item, group, question, send) {
  for (const { id, label } of question.choices) {
    const choice = button(label);
    choice.addEventListener('click', (event) => {
      mark(group, [choice]);
      send({ choice: `${question.slot}=${id}` }, label, event.detail === 0);
    });
    group.append(choice);
  }
}

/** Say which buttons were the answer, without disabling any. */
function mark(group, picked) {
  for (const choice of group.children) {
    choice.querySelector('.visually-hidden')?.remove();
    choice.classList.toggle('picked', picked.includes(choice));
    if (picked.includes(choice)) choice.append(element('span', 'visually-hidden', ` ${phrase('picked')}`));
  }
}

function addSeveral(item, group, question, send) {
  const ranking = question.kind === 'ranking';
  let picked = [];
  const submit = button(phrase(ranking ? 'send-order' : 'send-choices'), 'button strong');
  const toggles = question.choices.map((choice) => ({ ...choice, button: button(choice.label) }));

  const show = () => {
    const full = Boolean(question.most) && picked.length >= question.most;
    for (const toggle of toggles) {
      const place = picked.indexOf(toggle) + 1;
      toggle.button.setAttribute('aria-pressed', String(place > 0));
      toggle.button.disabled = full && !place;
      if (ranking) showPlace(toggle.button, place);
    }
    submit.disabled = !picked.length;
  };
  for (const toggle of toggles) {
    toggle.button.addEventListener('click', () => {
      picked = toggled(picked, toggle, question.alone ?? []);
      show();
    });
    group.append(toggle.button);
  }
  submit.addEventListener('click', (event) => {
    const label = picked.map((toggle) => toggle.label).join(', ');
    send({ choices: picked.map(({ id }) => `${question.slot}=${id}`) }, label, event.detail === 0);
  });
  group.before(element('p', 'hint', severalHint(question)));
  item.append(submit);
  show();
}

function severalHint({ kind, most }) {
  if (kind === 'choices') return phrase('hint-choices');
  return most ? phrase('hint-most', { most }) : phrase('hint-ranking');
}

/** `picked` with `toggle` in or out; what stands alone ("none of these") excludes the rest. */
function toggled(picked, toggle, alone) {
  if (picked.includes(toggle)) return picked.filter((other) => other !== toggle);
  if (alone.includes(toggle.id)) return [toggle];
  return [...picked.filter((other) => !alone.includes(other.id)), toggle];
}

function showPlace(choice, place) {
  choice.querySelector('.place')?.remove();
  if (!place) return;
  const badge = element('span', 'place');
  badge.append(element('span', 'visually-hidden', phrase('place', { place })), element('span', '', String(place)));
  badge.lastElementChild.setAttribute('aria-hidden', 'true');
  choice.prepend(badge);
}

/** What must be answered (consent, safety, an offer) cannot be answered twice: close its buttons. */
export function closeQuestion(item) {
  for (const choice of item.querySelectorAll('button')) choice.disabled = true;
}

/** What helps to type an answer to `question`, or an empty text. */
export function typingHint(question) {
  if (question?.kind === 'number') return phrase('hint-number');
  if (question?.kind === 'quantity') return phrase('hint-quantity', { units: question.units.join(', ') });
  return '';
}
