// Telemetry; the server imports it even where telemetry is off.
exports.AppInsightsCore = class AppInsightsCore {};
