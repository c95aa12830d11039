"""The Qt shell: main window, pages and widgets. The only place that knows Qt."""
