from pathlib import Path

from app.services.fonts import FontRole, find_fonts


def test_official_fonts_come_before_the_open_ones(tmp_path: Path):
    for name in ("SIMSUN.TTC", "simfang.ttf", "NotoSerifCJK-Regular.ttc"):
        (tmp_path / name).touch()
    fonts = find_fonts([tmp_path])
    assert fonts.families[FontRole.FANGSONG] == ("FangSong", "SimSun", "Noto Serif CJK SC")
    assert fonts.families[FontRole.SONG][:2] == ("SimSun", "Noto Serif CJK SC")
    assert fonts.usable


def test_each_missing_role_is_said_with_its_replacement(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "simsun.ttc").touch()
    fonts = find_fonts([tmp_path])
    assert "没有找到仿宋字体，打印时用“SimSun”代替。" in fonts.warnings
    assert not any("宋体" in warning for warning in fonts.warnings)
    assert fonts.folders == (tmp_path / "deep",)


def test_without_any_font_the_warning_says_what_to_install(tmp_path: Path):
    fonts = find_fonts([tmp_path / "nothing"])
    assert not fonts.usable
    assert len(fonts.warnings) == 1
    assert "fonts-noto-cjk" in fonts.warnings[0]


def test_rare_name_characters_are_drawn_by_the_installed_fonts():
    assert find_fonts().missing_glyphs(["逄翀隋喆堃㛃䶮𬭎", "张三 A1"]) == ()
    assert find_fonts().missing_glyphs(["王\U00032fff"]) == ("\U00032fff",)
