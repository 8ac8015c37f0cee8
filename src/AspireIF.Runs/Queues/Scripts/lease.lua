-- Takes expired leases back, then leases the oldest pending jobs.
-- KEYS: pending, leased, jobs, dead, calls, counters.  ARGV: worker, token of this call, most jobs, microseconds of the lease, most deliveries.
-- Returns: time now, number of dead, their ids, then id, deliveries and time of enqueuing of each leased job.
local worker, token, max_deliveries = ARGV[1], ARGV[2], tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local stamp = string.format('%.0f', now)

-- The same call again, its answer was lost: what it leased and still holds.
local last = redis.call('HGET', KEYS[5], worker)
if last and string.sub(last, 1, #token) == token then
    local answer = { stamp, 0 }
    for id in string.gmatch(string.sub(last, #token + 1), '%S+') do
        local score, deliveries, holder = string.match(redis.call('HGET', KEYS[3], id) or '', '^(%S+) (%S+) (%S+)')
        if holder == token then
            redis.call('ZREM', KEYS[1], id)
            answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = id, deliveries, score
        end
    end
    return answer
end

local answer, dead = { stamp, 0 }, 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', stamp, 'LIMIT', '0', '256')) do
    local score, deliveries, holder, held_by = string.match(redis.call('HGET', KEYS[3], id) or '', '^(%S+) (%S+) (%S+) (%S+)')
    if score then
        redis.call('HINCRBY', KEYS[6], 'expired', '1')
        if tonumber(deliveries) >= max_deliveries then
            redis.call('HSET', KEYS[4], id, stamp .. ' ' .. deliveries .. ' the lease expired, last held by ' .. held_by)
            dead = dead + 1
            answer[#answer + 1] = id
        else
            redis.call('ZADD', KEYS[1], score, id)
        end
        redis.call('HSET', KEYS[3], id, score .. ' ' .. deliveries .. ' - -')
    end
    redis.call('ZREM', KEYS[2], id)
end
answer[2] = dead

-- What this call is about to lease is noted first: repeated after an interruption, it returns those that it did lease.
local leased, taken = token, {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '0', string.format('%.0f', ARGV[3] - 1))) do
    if redis.call('HEXISTS', KEYS[3], id) == 1 then
        taken[#taken + 1] = id
        leased = leased .. ' ' .. id
    else
        redis.call('ZREM', KEYS[1], id)
    end
end
if #taken > 0 then
    redis.call('HSET', KEYS[5], worker, leased)
end
local deadline = string.format('%.0f', now + ARGV[4])
for _, id in ipairs(taken) do
    local score, deliveries = string.match(redis.call('HGET', KEYS[3], id), '^(%S+) (%S+)')
    deliveries = string.format('%.0f', deliveries + 1)
    redis.call('ZADD', KEYS[2], deadline, id)
    redis.call('HSET', KEYS[3], id, score .. ' ' .. deliveries .. ' ' .. token .. ' ' .. worker)
    redis.call('ZREM', KEYS[1], id)
    answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = id, deliveries, score
end
return answer
