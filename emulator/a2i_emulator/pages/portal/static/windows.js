/**
 * One task in several windows of a browser: the one that was opened last, or in which the worker
 * goes on, has it. So what was entered has one place, and nothing is overwritten unseen.
 */

/**
 * @param {string} name of the task.
 * @param {() => void} moved called when another window has taken the task.
 * @returns {() => void} gives the task up, so that another window's claim is not heard any more.
 */
export function claim(name, moved) {
  const channel = new BroadcastChannel(`a2i-task:${name}`);
  channel.addEventListener('message', moved);
  channel.postMessage('mine');
  return () => channel.close();
}
