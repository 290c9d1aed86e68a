// Reads /proc and starts Debian programs.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
