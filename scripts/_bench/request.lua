-- One header from the environment, and one line of JSON at the end.
local header, value = os.getenv("HEADER_NAME"), os.getenv("HEADER_VALUE")
if header and header ~= "" then wrk.headers[header] = value end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"rps":%.2f,"p50_ms":%.3f,"p95_ms":%.3f,"bytes":%.0f,"requests":%d,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.bytes / math.max(1, summary.requests), summary.requests, e.connect + e.read + e.status + e.timeout))
end
