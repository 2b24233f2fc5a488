@setlocal
@rem NODE_OPTIONS is meant for another Node: see the file assay.
@set NODE_OPTIONS=
@"%~dp0node.exe" "%~dp0..\app.asar.unpacked\cli\out\headless\cli.js" %*
