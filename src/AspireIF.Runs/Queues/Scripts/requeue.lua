-- Makes dead letters pending again, as if never delivered.
-- KEYS: pending, jobs, dead.  ARGV: ids.  Returns how many.
local time = redis.call('TIME')
local stamp = string.format('%.0f', time[1] * 1000000 + time[2])
local count = 0
for _, id in ipairs(ARGV) do
    if redis.call('HEXISTS', KEYS[3], id) == 1 then
        redis.call('HSET', KEYS[2], id, stamp .. ' 0 - -')
        redis.call('ZADD', KEYS[1], stamp, id)
        redis.call('HDEL', KEYS[3], id)
        count = count + 1
    end
end
return count
