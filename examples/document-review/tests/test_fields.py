"""What fields people agree on; no AWS needed."""

from __future__ import annotations

from document_review.fields import Field, agreed, fields_of


def test_fields_in_both_spellings() -> None:
    word = {"Id": "w", "BlockType": "WORD", "Text": "Total"}
    amount = {"Id": "a", "BlockType": "WORD", "Text": "63"}
    key = {
        "Id": "k",
        "EntityTypes": ["KEY"],
        "Confidence": 9.5,
        "Relationships": [{"Type": "VALUE", "Ids": ["v"]}, {"Type": "CHILD", "Ids": ["w"]}],
    }
    value = {
        "Id": "v",
        "EntityTypes": ["VALUE"],
        "Relationships": [{"Type": "CHILD", "Ids": ["a"]}],
    }
    assert fields_of([word, amount, key, value]) == {"Total": Field("63", 9.5)}


def test_most_people_are_right() -> None:
    answers = [{"Total": Field("63")}, {"Total": Field("68")}, {"Total": Field("63")}]
    assert agreed(answers) == {"Total": "63"}
