/** The staff calls. The token stays in this object, in memory, and travels in a header only. */

const ROOT = '/v1/staff';
const PATIENCE = 20_000;
const WAIT = 25;

/** A call that was refused, or (status 0) never answered. `kind` is the last part of the problem's type. */
export class Refusal extends Error {
  constructor(status, problem = {}) {
    super(problem.errors?.[0]?.detail ?? problem.detail ?? '');
    this.status = status;
    this.kind = (problem.type ?? '').split(':').at(-1);
  }
}

async function call(method, path, { token, body, accept = 'application/json', read = 'json', signal, wait = 0 } = {}) {
  const headers = { Accept: accept };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const patience = AbortSignal.timeout(PATIENCE + wait * 1000);
  const options = { method, headers, body: body && JSON.stringify(body), cache: 'no-store' };
  try {
    const response = await fetch(ROOT + path, { ...options, signal: signal ? AbortSignal.any([signal, patience]) : patience });
    if (response.ok) return response.status === 204 ? null : await response[read]();
    throw new Refusal(response.status, await response.json().catch(() => ({})));
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(0);
  }
}

/** Sign in: the token of a session. */
export async function begin(credentials) {
  return (await call('POST', '/sessions', { body: credentials })).token;
}

/** Where to go to sign in elsewhere: `{url, flow}`. */
export function leave() {
  return call('POST', '/oidc');
}

/** Coming back from there: the token of a session. */
export async function arrive(back) {
  return (await call('POST', '/oidc/sessions', { body: back })).token;
}

/** Somebody signed in, and what they may do. */
export class Session {
  #token;
  #used = Date.now();
  #over = new AbortController();

  constructor(token) {
    this.#token = token;
  }

  /** Ask who this is; `member` and `rights` are known from then on. */
  async open() {
    const { member, rights } = await this.#call('GET', '/me');
    this.member = member;
    this.rights = rights;
    return this;
  }

  may(right) {
    return this.rights.includes(right);
  }

  /** Milliseconds since the server last counted a call of this session. */
  get unused() {
    return Date.now() - this.#used;
  }

  /** Somebody is there. */
  stay() {
    this.#used = Date.now();
    return this.#call('GET', '/me');
  }

  /** Nothing that is under way answers any more. */
  close() {
    this.#over.abort();
  }

  /** Sign out on the server too. */
  end() {
    return call('DELETE', '/sessions', { token: this.#token });
  }

  queue(wanted) {
    return this.#get('/queue', { ...wanted, limit: 100, wait: WAIT });
  }

  /** One case; from the second time on, as soon as there is something new in it. */
  packet(id, after, signal, first) {
    return this.#get(`/conversations/${id}`, { after, limit: 200, wait: first ? 0 : WAIT }, { signal });
  }

  deed(id, name, body = {}) {
    return this.#call('POST', `/conversations/${id}/${name}`, { body });
  }

  audit(wanted) {
    return this.#get('/audit', wanted);
  }

  auditFile(wanted) {
    return this.#get('/audit', wanted, { accept: 'text/csv', read: 'blob' });
  }

  #get(path, wanted, options = {}) {
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== '' && value !== undefined));
    return this.#call('GET', `${path}?${query}`, { wait: wanted.wait, ...options });
  }

  /** What waits for news keeps no session alive. */
  async #call(method, path, options = {}) {
    const signal = options.signal ? AbortSignal.any([options.signal, this.#over.signal]) : this.#over.signal;
    const answer = await call(method, path, { ...options, token: this.#token, signal });
    if (options.wait === undefined) this.#used = Date.now();
    return answer;
  }
}
