/** Going on elsewhere: a code from this page lets another device in, or one typed here opens its conversation. */

import { phrase } from './chat-phrases.js';
import { redeem, Refusal } from './chat-service.js';

const byId = (id) => document.getElementById(id);

/** `current()` is the conversation of the page; `enter(id, token)` puts another one in its place. */
export function watchDevices(current, enter) {
  const say = (text) => (byId('devices-status').textContent = text);

  byId('elsewhere').addEventListener('click', async () => {
    byId('more').hidePopover?.();
    byId('code').textContent = '';
    say('');
    byId('devices').showModal();
    try {
      byId('code').textContent = (await current().link()).code;
    } catch {
      say(phrase('failed'));
    }
  });

  byId('close-devices').addEventListener('click', () => byId('devices').close());

  byId('by-code').addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const { conversation_id: id, token } = await redeem(byId('typed-code').value);
      byId('typed-code').value = '';
      byId('devices').close();
      enter(id, token);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      say(refusal.status === 404 ? refusal.message : phrase('failed'));
    }
  });
}
