"""Everything that can be imported, in the order it is offered (导入类别)."""

from __future__ import annotations

from app.services.imports.line_attendance import AttendanceLines
from app.services.imports.line_entries import ExamScores, PointEntries
from app.services.imports.line_holidays import Holidays
from app.services.imports.line_records import Honours, Volunteering
from app.services.imports.roster_subject import Roster
from app.services.imports.subject import Subject

SUBJECTS: dict[str, Subject] = {
    subject.key: subject
    for subject in (
        Roster(),
        AttendanceLines(),
        PointEntries(),
        ExamScores(),
        Volunteering(),
        Honours(),
        Holidays(),
    )
}
