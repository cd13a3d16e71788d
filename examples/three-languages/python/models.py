"""Models that were there first: pydantic exports their schemas, the other languages read them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Literal, Optional, Union

from pydantic import BaseModel, ConfigDict, Field


class Currency(str, Enum):
    EUR = "EUR"
    USD = "USD"


class Line(BaseModel):
    text: str
    price: str = Field(pattern=r"^\d+\.\d\d$")


class PyInvoice(BaseModel):
    """An invoice, as a Python service has it."""

    number: str = Field(min_length=1)
    lines: list[Line]
    due: Optional[date]
    currency: Currency


class PyUser(BaseModel):
    id: int = Field(ge=1)
    name: str
    tags: list[str] = []
    manager: Optional[PyUser] = None


class Click(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Literal["click"]
    x: int
    y: int


class Key(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Literal["key"]
    key: str


class PyEvent(BaseModel):
    kind: Annotated[Union[Click, Key], Field(discriminator="type")]


class PyScores(BaseModel):
    by_name: dict[str, float]
    pair: tuple[int, str]


class PyNode(BaseModel):
    label: str
    next: Optional[PyNode]


EXPORTED = [PyInvoice, PyUser, PyEvent, PyScores, PyNode]
