-- Stores results; the first one of a job stays.
-- KEYS: pending, leased, jobs, dead, counters, then the payload and the result of each job.  ARGV: id, token and result (which begins with the token) of each.
-- Returns for each job 1 when its stored result is the given one, else 0.
local answer = {}
for i = 1, #ARGV / 3 do
    local id, token, payload_key, result_key = ARGV[3 * i - 2], ARGV[3 * i - 1], KEYS[2 * i + 4], KEYS[2 * i + 5]
    local record = redis.call('HGET', KEYS[3], id)
    if redis.call('EXISTS', result_key) == 1 then
        answer[i] = redis.call('GETRANGE', result_key, '0', '31') == token and 1 or 0
    elseif record then
        redis.call('SET', result_key, ARGV[3 * i])
        redis.call('HINCRBY', KEYS[5], 'completed', '1')
        answer[i] = 1
    else
        answer[i] = 0
    end
    if record then
        if string.match(record, '^%S+ %S+ (%S+)') ~= token then
            -- The lease had expired: the job may be waiting again, or be given up.
            redis.call('ZREM', KEYS[1], id)
            redis.call('HDEL', KEYS[4], id)
        end
        redis.call('ZREM', KEYS[2], id)
        redis.call('DEL', payload_key)
        redis.call('HDEL', KEYS[3], id)
    end
end
return answer
