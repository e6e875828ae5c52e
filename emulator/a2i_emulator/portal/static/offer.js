/** The page of a task that is offered, or that was stopped. */
import {keepTimes} from '../look/time.js';

keepTimes();
