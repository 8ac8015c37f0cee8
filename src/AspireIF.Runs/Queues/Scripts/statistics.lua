-- KEYS: pending, leased, dead, counters.  Returns: pending, leased, dead, microseconds that the oldest pending job waits, expired leases, completed jobs.
local time = redis.call('TIME')
local oldest, age = redis.call('ZRANGE', KEYS[1], '0', '0', 'WITHSCORES'), 0
if oldest[2] then
    age = time[1] * 1000000 + time[2] - tonumber(oldest[2])
end
return {
    redis.call('ZCARD', KEYS[1]), redis.call('ZCARD', KEYS[2]), redis.call('HLEN', KEYS[3]), string.format('%.0f', age),
    redis.call('HGET', KEYS[4], 'expired') or '0', redis.call('HGET', KEYS[4], 'completed') or '0',
}
