"""Bringing sheets in (导入): reading safely, understanding, comparing, storing."""
