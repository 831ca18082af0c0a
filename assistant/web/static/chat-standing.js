/** Where the conversation stands: what is asked, how far it is, and the line that says what the page is doing. */

import * as log from './chat-log.js';
import { copy, phrase } from './chat-phrases.js';
import { buttonsFor, closeQuestion, typingHint } from './chat-questions.js';

const byId = (id) => document.getElementById(id);
let completed = false;
let withTeam = false;

/** What a turn or a view says: the question with its buttons, the progress. Returns the item to answer with, if any. */
export function showStanding({ question, status, state, progress }, send) {
  const team = status === 'handed_off' && question?.slot === 'staff';
  const same = team && withTeam;
  closePassing();
  if (!team) document.querySelectorAll('.question.team').forEach(closeQuestion);
  const safety = state.startsWith('safety.') && status !== 'handed_off';
  if (safety) log.alarmLast();
  const buttons = !same && question && (log.stillAsked(question.slot) ?? buttonsFor(question, { legend: safety, send }));
  if (buttons) log.append(buttons);
  showComposer(question);
  showProgress(progress, state);
  if (team || withTeam) say(team ? 'person' : null);
  withTeam = team;
  byId('open-sheet').classList.toggle('strong', status === 'completed');
  const link = status === 'completed' && !completed ? log.append(copy('sheet-link')) : null;
  completed = status === 'completed';
  return buttons || link;
}

/** Buttons of consent, safety and offers hold for one turn, the team's for as long as it is there; the others stay. */
export function closePassing() {
  document.querySelectorAll('.question.passing').forEach(closeQuestion);
}

function showComposer(question) {
  byId('composer').hidden = false;
  byId('over').hidden = true;
  document.body.classList.remove('over');
  byId('outs').hidden = !question?.optional;
  byId('by-date').hidden = question?.kind !== 'date';
  byId('hint').textContent = typingHint(question);
  byId('hint').hidden = !byId('hint').textContent;
}

function showProgress({ answered, remaining }, state) {
  byId('progress').hidden = ['consent', 'refused'].includes(state);
  const bar = byId('progress').querySelector('progress');
  bar.max = answered + remaining || 1;
  bar.value = answered;
  byId('progress-text').textContent = phrase(remaining ? 'progress' : 'progress-done', { answered, remaining });
}

/** The status line; with `again`, also a button that does it. */
export function say(name, values = {}, again = null) {
  byId('status').textContent = name ? phrase(name, values) : '';
  byId('retry').hidden = !again;
  byId('retry').onclick = again;
}

/** There is no conversation, so nothing to answer and no progress. */
export function hideStanding() {
  completed = withTeam = false;
  byId('composer').hidden = true;
  byId('progress').hidden = true;
}
