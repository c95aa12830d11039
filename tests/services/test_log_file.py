"""The program's own log: one rotating file in the data folder."""

from __future__ import annotations

import logging

from app.services import log_file
from app.services.locations import Locations


def test_what_the_program_says_goes_into_the_file_of_the_folder(tmp_path):
    paths = Locations(tmp_path)
    root = logging.getLogger("app")
    before = list(root.handlers)
    log_file.start(paths)
    (handler,) = (made for made in root.handlers if made not in before)
    try:
        logging.getLogger("app.services.backup").info("no copy was made")
        handler.flush()
        (line,) = paths.log.read_text("utf-8").splitlines()
        assert line.endswith("INFO app.services.backup no copy was made")
    finally:
        root.removeHandler(handler)
        handler.close()
