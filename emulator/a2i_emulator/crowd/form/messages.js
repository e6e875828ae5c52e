/**
 * The messages between a task's page and the page that frames it; the only place that knows them.
 * The task runs with an opaque origin, so messages go to `*` and each side checks the source: the
 * task takes messages from `window.parent` only, the parent must compare `event.source` with its
 * frame's `contentWindow`, and must take every content for untrusted.
 *
 * From the task to its parent:
 *
 * | type | besides | when |
 * | --- | --- | --- |
 * | `a2i:ready` | `again`: true after `a2i:hello` | every element is ready; `a2i:restore` may come now |
 * | `a2i:submit` | `answerContent` and `marks` objects | the worker submitted, nothing prevented it |
 * | `a2i:draft` | `answerContent` and `marks` objects | the worker changed something; once more 400 ms later, for what scripts made of it, and where an answer takes long to collect only then or when the worker leaves the page |
 * | `a2i:error` | `message`, `line`, `column`, `number` from 1 | a script of the page failed; or, with `isHint`, it has no form or unknown elements |
 *
 * From the parent to the task:
 *
 * | type | besides | then |
 * | --- | --- | --- |
 * | `a2i:hello` | | a parent that may have come too late hears `a2i:ready` and errors again |
 * | `a2i:submitted` | `message`? text | the form stays locked and says so |
 * | `a2i:refused` | `message` text | the form unlocks and shows the message |
 * | `a2i:restore` | `answerContent` object, `marks`? object | a draft is put back into the inputs |
 *
 * `marks` is no part of the answer: it holds what the worker has entered though the answer does not
 * tell, such as that a key is not in the document, or half of a value. Who keeps drafts gives it
 * back with them.
 *
 * A form that is not framed fires the event `a2i:submit` with `detail.answerContent`, and no more.
 */

/** @typedef {Record<string, unknown>} Values */
/** @typedef {{type: string, answerContent?: Values, marks?: Values, message?: string}} Message */

/** @returns {boolean} whether there is a parent to talk to. */
export function isFramed() {
  return window.parent !== window;
}

/** @param {Message} message sends it to the parent, if there is one. */
export function tellParent(message) {
  if (isFramed()) window.parent.postMessage(message, '*');
}

/**
 * @param {(message: Message) => void} listener called with each message of the parent.
 * @returns {() => void} stops listening.
 */
export function onParentMessage(listener) {
  const received = ({source, data}) => {
    if (source === window.parent && isFramed() && typeof data?.type === 'string') listener(data);
  };
  window.addEventListener('message', received);
  return () => window.removeEventListener('message', received);
}
