/** `<crowd-text-ranking>`: responses to a text, ranked in one or several respects. */
import {html} from '../vendor/lit.js';
import {attributes, text} from '../base/element.js';
import {asList, json} from '../base/json-attribute.js';
import {JsonWidget} from '../base/json-widget.js';

/**
 * Answers `ordinalRankingDimensions`, not under its name but beside the other inputs' keys: that
 * is where a notebook of AWS reads it. `responseRankings` has one rank for each response.
 */
class CrowdTextRanking extends JsonWidget {
  static properties = attributes({text, responses: json, ordinalRankingDimensions: json});

  static isList = true;

  get answerName() {
    return 'ordinalRankingDimensions';
  }

  preset() {
    const responseRankings = asList(this.responses).map((_, index) => index + 1);
    const dimensions = asList(this.ordinalRankingDimensions).filter((one) => one !== null);
    return dimensions.map(({name, allowTie}) => ({allowTie, name, responseRankings}));
  }

  renderMaterial() {
    const responses = asList(this.responses);
    return html`<div class="passage" dir="auto">${this.text}</div>
      ${responses.map(
        (response, index) => html`<div class="passage"><b>${index + 1}.</b> <bdi>${String(response)}</bdi></div>`,
      )}`;
  }
}

customElements.define('crowd-text-ranking', CrowdTextRanking);
