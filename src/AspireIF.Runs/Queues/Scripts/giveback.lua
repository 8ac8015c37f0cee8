-- Ends leases without a result.
-- KEYS: pending, leased, jobs, dead.  ARGV: most deliveries, then id, token and reason of each; an empty reason gives the job back undelivered.
-- Returns the ids that are dead now.
local max_deliveries = tonumber(ARGV[1])
local time = redis.call('TIME')
local stamp = string.format('%.0f', time[1] * 1000000 + time[2])
local dead = {}
for i = 2, #ARGV, 3 do
    local id, reason = ARGV[i], ARGV[i + 2]
    local score, deliveries, holder = string.match(redis.call('HGET', KEYS[3], id) or '', '^(%S+) (%S+) (%S+)')
    if holder == ARGV[i + 1] then
        if reason == '' then
            deliveries = string.format('%.0f', deliveries - 1)
            redis.call('ZADD', KEYS[1], score, id)
        elseif tonumber(deliveries) >= max_deliveries then
            redis.call('HSET', KEYS[4], id, stamp .. ' ' .. deliveries .. ' ' .. reason)
            dead[#dead + 1] = id
        else
            -- Behind the others, so that one bad job does not hold them up.
            score = stamp
            redis.call('ZADD', KEYS[1], score, id)
        end
        redis.call('HSET', KEYS[3], id, score .. ' ' .. deliveries .. ' - -')
        redis.call('ZREM', KEYS[2], id)
    end
end
return dead
