@"%~dp0node.exe" "%~dp0..\app.asar.unpacked\cli\out\headless\cli.js" %*
