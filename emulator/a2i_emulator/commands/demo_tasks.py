"""What the demo asks its workers: a document to classify, and an image to draw on."""

from __future__ import annotations

TEMPLATE = """\
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier
    name="category"
    categories="['Invoice', 'Receipt', 'Neither']"
    header="What kind of document is this?"
  >
    <classification-target>{{ task.input.text }}</classification-target>
    <full-instructions header="Kinds of documents">
      <p>An <b>invoice</b> asks for payment, a <b>receipt</b> confirms one.</p>
    </full-instructions>
    <short-instructions>Choose the kind that fits best.</short-instructions>
  </crowd-classifier>
</crowd-form>
"""
DRAWING_TEMPLATE = """\
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-bounding-box
    name="street"
    src="{{ task.input.image | grant_read_access }}"
    labels="['House', 'Window', 'Door', 'Sign']"
    header="Draw a box around each house, window, door and sign"
  >
    <full-instructions header="How to draw">
      <p>Choose a label, then draw from one corner to the opposite one. Drag a border to move a
      box, and a handle to reshape it. Everything works by keyboard, too: see “Keys”.</p>
    </full-instructions>
    <short-instructions>Boxes touch what they hold on all four sides.</short-instructions>
  </crowd-bounding-box>
</crowd-form>
"""
IMAGE = "street.png"
INPUT = {"text": "Invoice no. 2041 - Amount due: 129.00 EUR - Payable within 14 days"}
ANSWER = {"category": {"label": "Invoice"}}
