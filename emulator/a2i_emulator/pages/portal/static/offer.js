/** The page of a task that is offered, or that was stopped. */
import {keepTimes} from '../common/time.js';

keepTimes();
