# Every target makes .venv and the machine ready by itself; see .ci/setup.sh.
PY := .venv/bin/python

.PHONY: help run demo manual gallery check test reliability bench clean ready ready-test

help:
	@echo "make run    打开程序（首次会自动安装所需组件）"
	@echo "make demo   在 demo-out 生成演示支部一年的数据、表格、图表和截图"
	@echo "make manual 用演示支部重拍使用手册里的图"
	@echo "make gallery 重拍控件一览的参考图（tests/data/gallery）"
	@echo "make check  代码检查：ruff、mypy、分层规则"
	@echo "make test   全部测试"
	@echo "make reliability 断电、强制结束、读写故障的完整试验（约半小时），结果写进 README"
	@echo "make bench  速度对比"
	@echo "make clean  删除 .venv 和生成的文件（不动你的数据）"

ready:
	@.ci/setup.sh run

ready-test:
	@.ci/setup.sh test

run: ready
	@.ci/window.sh

demo: ready
	rm -rf demo-out
	$(PY) -m app demo demo-out

manual: ready-test
	$(PY) -m tests.manual_pictures

gallery: ready-test
	$(PY) -m tests.gallery_pictures

check: ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -q tests/test_architecture.py

test: ready-test
	$(PY) -m pytest -q -n auto --dist worksteal

# SHARE=0.1 does a tenth of it
reliability: ready-test
	$(PY) -m tests.reliability --share $(or $(SHARE),1)

bench: ready
	$(PY) -m tests.bench

clean:
	rm -rf .venv demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find app tests -name __pycache__ -type d -prune -exec rm -rf {} +
