-- Adds the jobs that are not known yet.
-- KEYS: pending, leased, jobs, dead, then the payload and the result of each job.  ARGV: id and payload of each job.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for i = 1, #ARGV / 2 do
    local id, payload, payload_key, result_key = ARGV[2 * i - 1], ARGV[2 * i], KEYS[2 * i + 3], KEYS[2 * i + 4]
    local known = redis.call('EXISTS', result_key) == 1
    if not known and redis.call('HEXISTS', KEYS[3], id) == 1 then
        -- A record alone is what an interrupted script left.
        known = redis.call('ZSCORE', KEYS[1], id) or redis.call('ZSCORE', KEYS[2], id) or redis.call('HEXISTS', KEYS[4], id) == 1
    end
    if not known then
        local score = string.format('%.0f', now + i)
        redis.call('SET', payload_key, payload)
        redis.call('HSET', KEYS[3], id, score .. ' 0 - -')
        redis.call('ZADD', KEYS[1], score, id)
    end
end
return 1
