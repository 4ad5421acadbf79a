"""What may be asked of an export of people, and what is told of one beforehand."""

from __future__ import annotations

from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.downloads import Size
from albumen.exports.choice import Choice, Regions


class ExportQuery(Schema):
    """Whose photos, and how."""

    size: Size = Field(Size.ORIGINAL, description="Originals, or the largest previews.")
    people: list[UUID] = Field(
        default_factory=list, max_length=200, description="These people only; everybody where none are named."
    )
    named: bool = Field(False, description="Of everybody, only people with a name.")
    label: int | None = Field(None, description="Only photos with this label.")
    regions: Regions = Field(
        Regions.NONE,
        description="Say who is where in each photo: in a sidecar file (XMP) beside it, or embedded in a copy of it.",
    )
    together: bool = Field(
        False,
        description="A photo of several people once, in a folder of its own, not in the folder of each.",
    )
    nobody: bool = Field(False, description="Photos with nobody in them too; of everybody only.")

    def choice(self) -> Choice:
        """What is asked for."""
        return Choice(
            people=tuple(self.people),
            named=self.named,
            label=self.label,
            originals=self.size == Size.ORIGINAL,
            regions=self.regions,
            together=self.together,
            nobody=self.nobody,
        )


class ExportOut(Schema):
    """What an export would hold."""

    photos: int = Field(description="Photos, each once.")
    files: int = Field(description="Photos as often as they are in folders.")
    folders: int
    beside: int = Field(description="Photos nothing can be written into, which get a sidecar file instead.")
    bytes: int = Field(description="About as large.")
