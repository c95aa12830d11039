"""导入助手: the one window through which every kind of sheet comes in."""
