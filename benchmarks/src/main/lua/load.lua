-- What wrk sends and prints for "./rondo bench http":
--   wrk ... -s load.lua URL -- [close] [pipelined N] [body BYTES] [form BYTES]
-- The request is made once, so that no Lua runs between two of them. Prints one line of JSON.

local boundary = "----rondo-bench-boundary"

function init(arguments)
  local copies = 1
  local i = 1
  while i <= #arguments do
    local what, value = arguments[i], tonumber(arguments[i + 1])
    if what == "close" then
      wrk.headers["Connection"] = "close"
      i = i + 1
    else
      if what == "pipelined" then
        copies = value
      elseif what == "body" then
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/octet-stream"
        wrk.body = string.rep("x", value)
      elseif what == "form" then
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. boundary
        wrk.body = "--" .. boundary .. "\r\n"
          .. 'Content-Disposition: form-data; name="file"; filename="a.bin"\r\n'
          .. "Content-Type: application/octet-stream\r\n\r\n"
          .. string.rep("x", value) .. "\r\n--" .. boundary .. "--\r\n"
      end
      i = i + 2
    end
  end
  if copies > 1 then
    local one = wrk.format()
    wrk.format = function() return string.rep(one, copies) end
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%f,"p50_us":%d,"p99_us":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
