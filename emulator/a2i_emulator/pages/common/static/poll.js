/** Asking the emulator for a small JSON document again and again; an unchanged one costs little. */
import {follow} from './time.js';

const PERIOD = 1500;
const LONGEST_PERIOD = 5000;
const PATIENCE = 10;
/** Between two tries to reach an emulator that cannot be reached. */
const RETRY_PERIOD = 500;

/**
 * @param {object} options
 * @param {string} options.url
 * @param {string} [options.etag] of what the page shows already.
 * @param {(document: any) => void} options.changed called with each new document.
 * @param {(reachable: boolean) => void} [options.reached] called when that changes.
 * @param {number} [options.period] milliseconds between two answers.
 * @returns {() => void} asks at once.
 */
export function poll({url, etag = '', changed, reached = () => {}, period = PERIOD}) {
  let timer;
  let isReached = true;
  let isAsking = false;

  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    const began = performance.now();
    try {
      const response = await fetch(url, {headers: {'If-None-Match': etag}, cache: 'no-store'});
      follow(response);
      if (response.status === 401) location.reload();
      if (response.ok) {
        etag = response.headers.get('ETag') ?? '';
        changed(await response.json());
      }
      tell(true);
    } catch {
      tell(false);
    }
    isAsking = false;
    // A long list takes the emulator a while; it has other things to do, too.
    const wanted = PATIENCE * (performance.now() - began);
    const usual = Math.min(LONGEST_PERIOD, Math.max(period, wanted));
    const pause = isReached ? usual : RETRY_PERIOD;
    if (!document.hidden) timer = setTimeout(ask, pause);
  };

  const tell = (is) => {
    if (is !== isReached) reached((isReached = is));
  };

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) clearTimeout(timer);
    else ask();
  });
  addEventListener('online', ask);
  timer = setTimeout(ask, period);
  return ask;
}
