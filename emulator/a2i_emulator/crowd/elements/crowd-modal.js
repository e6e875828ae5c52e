/** `<crowd-modal>`: a link or button that opens its children in a dialog. */
import {DialogOpener} from '../base/dialog-opener.js';

/** A pop-up; inputs in it are part of the answer. */
class CrowdModal extends DialogOpener {
  static defaultLinkText = 'Click to open modal';
}

customElements.define('crowd-modal', CrowdModal);
