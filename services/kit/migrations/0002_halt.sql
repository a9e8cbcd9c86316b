-- migrate:up

-- What stands still until a person or time has mended it, one row per topic and partition: noted when
-- the owner of the partition meets it, cleared when it has gone on. For the relay, `topic` is the
-- journal and `waits_at` the position of `shard` that it can't send; else it is an offset.
create table store.halt (
    topic     text        not null,
    partition int         not null,
    rule      text        not null,
    detail    text        not null,
    waits_at  bigint      not null,
    since     timestamptz not null,
    shard     smallint,             -- the sender's, for a missing predecessor
    last      bigint,               -- the last position taken from it
    previous  bigint,               -- the position that was sent before
    position  bigint,               -- the position that waits
    clock     bigint,               -- the cause's hybrid logical clock that is ahead
    primary key (topic, partition)
);

-- Both are fenced like the writer: who lost the partition notes and clears nothing.
create function store.note_halt(
    p_owned smallint, p_epoch bigint, p_topic text, p_partition int, p_rule text, p_detail text,
    p_waits_at bigint, p_since timestamptz, p_shard smallint, p_last bigint, p_previous bigint,
    p_position bigint, p_clock bigint
) returns void language plpgsql security definer set search_path = store, pg_temp as $$
begin
    perform from shard s where s.shard = p_owned and s.epoch = p_epoch for share;
    if not found then
        raise exception 'shard % has another owner', p_owned using errcode = 'PL001';
    end if;
    insert into halt (topic, partition, rule, detail, waits_at, since, shard, last, previous,
                      position, clock)
        values (p_topic, p_partition, p_rule, p_detail, p_waits_at, p_since, p_shard, p_last,
                p_previous, p_position, p_clock)
        on conflict (topic, partition) do update set
            rule = excluded.rule, detail = excluded.detail, waits_at = excluded.waits_at,
            since = excluded.since, shard = excluded.shard, last = excluded.last,
            previous = excluded.previous, position = excluded.position, clock = excluded.clock;
end $$;

create function store.clear_halt(p_owned smallint, p_epoch bigint, p_topic text, p_partition int)
returns void language plpgsql security definer set search_path = store, pg_temp as $$
begin
    perform from shard s where s.shard = p_owned and s.epoch = p_epoch for share;
    if not found then
        raise exception 'shard % has another owner', p_owned using errcode = 'PL001';
    end if;
    delete from halt where topic = p_topic and partition = p_partition;
end $$;

revoke all on all functions in schema store from public;
do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant select on store.halt to %I', service);
    execute format('grant execute on all functions in schema store to %I', service);
end $$;

-- migrate:down
drop function store.note_halt(smallint, bigint, text, int, text, text, bigint, timestamptz, smallint,
                              bigint, bigint, bigint, bigint);
drop function store.clear_halt(smallint, bigint, text, int);
drop table store.halt;
