/** The page of a task that is not ready yet: goes on as soon as it is. */
import {poll} from '../common/poll.js';

const {state} = document.getElementById('starting').dataset;

poll({
  url: state,
  period: 400,
  changed({kind}) {
    if (kind !== 'starting') location.reload();
  },
});
