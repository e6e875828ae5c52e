/** The page of a task that is offered, or that was stopped. */
import {keepTimes} from '../shared/time.js';

keepTimes();
