-- migrate:up

create schema store;

-- One row per shard: who owns it (epoch), how far it is (position, hlc, recorded_at), which business
-- day is closed. The only hot rows; no index on the columns that change.
create table store.shard (
    shard       smallint primary key check (shard between 0 and 15),
    epoch       bigint      not null default 0,
    position    bigint      not null default 0,
    hlc         bigint      not null default 0,
    recorded_at timestamptz not null default '1970-01-01T00:00:00Z',
    closed_on   date
) with (fillfactor = 10);
insert into store.shard (shard) select generate_series(0, 15);

create table store.stream (
    stream  text primary key,
    shard   smallint not null,
    version bigint   not null,
    head    bytea    not null
) with (fillfactor = 70);

create table store.event (
    shard          smallint    not null,
    stream         text        not null,
    version        bigint      not null,
    position       bigint      not null,
    event_id       uuid        not null,
    type           text        not null,
    schema_version smallint    not null,
    loan_id        text        not null,
    key            text        not null,
    effective_on   date        not null,
    known_on       date        not null,
    recorded_at    timestamptz not null,
    hlc            bigint      not null,
    correlation_id text        not null,
    causation_id   text        not null,
    cause_link     bytea,
    actor          text        not null,
    traceparent    text,
    payload        bytea       not null,
    link           bytea       not null,
    primary key (shard, stream, version),
    unique (shard, position)
) partition by list (shard);

do $$
begin
    for n in 0..15 loop
        execute format('create table store.event_%s partition of store.event for values in (%s)', n, n);
    end loop;
end $$;

-- Consumed Kafka positions: stored with the effects, the only truth about how far we are.
create table store.consumed (
    topic       text   not null,
    partition   int    not null,
    next_offset bigint not null,
    primary key (topic, partition)
) with (fillfactor = 10);

-- The last position taken from each shard of each producer: drops duplicates that have new offsets.
create table store.source (
    topic    text     not null,
    shard    smallint not null,
    position bigint   not null,
    primary key (topic, shard)
) with (fillfactor = 10);

-- Messages of producers without positions, by digest of (ce_source, ce_id).
create table store.foreign_message (
    digest        bytea primary key,
    business_date date not null
);

create table store.agenda (
    shard  smallint not null,
    due_on date     not null,
    stream text     not null,
    reason text     not null,
    primary key (shard, due_on, stream, reason)
);

-- What could not be taken, for people: the bytes themselves are in the event of that id.
create table store.dead_letter (
    event_id     uuid primary key,
    shard        smallint    not null,
    stream       text,                  -- the parked stream; null for a message that belongs to none
    rule         text        not null,
    detail       text        not null,
    loan_id      text        not null,
    topic        text        not null,
    partition    int         not null,
    kafka_offset bigint      not null,
    taken_at     timestamptz not null,
    open         boolean     not null default true
);
create index dead_letter_open on store.dead_letter (shard, stream) where open;

create table store.relay (
    shard    smallint primary key,
    position bigint not null default 0
) with (fillfactor = 10);
insert into store.relay (shard) select generate_series(0, 15);

create table store.relay_sent (
    shard    smallint not null,
    topic    text     not null,
    position bigint   not null,
    primary key (shard, topic)
) with (fillfactor = 10);

create table store.projection (
    name     text     not null,
    shard    smallint not null,
    position bigint   not null,
    primary key (name, shard)
) with (fillfactor = 10);

create function store.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'events are never changed: % on %', tg_op, tg_table_name using errcode = 'PL009';
end $$;
create trigger never_changed before update or delete on store.event
    for each row execute function store.refuse();
create trigger never_truncated before truncate on store.event
    for each statement execute function store.refuse();
do $$
begin
    for n in 0..15 loop
        execute format('create trigger never_truncated before truncate on store.event_%s '
                       'for each statement execute function store.refuse()', n);
    end loop;
end $$;

-- Take a partition's shards: a higher epoch fences whoever held them before.
create function store.claim(p_shards smallint[], p_topics text[], p_partition int)
returns setof store.shard language plpgsql security definer set search_path = store, pg_temp as $$
begin
    insert into consumed (topic, partition, next_offset)
        select t, p_partition, 0 from unnest(p_topics) t on conflict do nothing;
    return query
        update shard s set epoch = s.epoch + 1 where s.shard = any (p_shards) returning s.*;
end $$;

-- One batch, all or nothing. PL001: not the owner any more or someone else did it. PL002: a stream
-- has another version. PL003: a message of a foreign producer was taken before. PL004: a hole.
create function store.append(
    p_topic text, p_partition int, p_from bigint, p_to bigint,
    s_shard smallint[], s_epoch bigint[], s_from bigint[], s_position bigint[], s_hlc bigint[],
    s_recorded timestamptz[], s_closed date[],
    x_topic text[], x_shard smallint[], x_position bigint[],
    f_digest bytea[], f_on date[],
    t_stream text[], t_shard smallint[], t_expected bigint[], t_version bigint[], t_head bytea[],
    e_shard smallint[], e_stream text[], e_version bigint[], e_position bigint[], e_id uuid[],
    e_type text[], e_schema smallint[], e_loan text[], e_key text[], e_effective date[],
    e_known date[], e_recorded timestamptz[], e_hlc bigint[], e_correlation text[],
    e_causation text[], e_cause_link bytea[], e_actor text[], e_trace text[], e_payload bytea[],
    e_link bytea[],
    g_shard smallint[], g_on date[], g_stream text[], g_reason text[],
    h_shard smallint[], h_on date[], h_stream text[], h_reason text[],
    d_id uuid[], d_shard smallint[], d_stream text[], d_rule text[], d_detail text[], d_loan text[],
    d_topic text[], d_partition int[], d_offset bigint[], d_at timestamptz[],
    c_id uuid[]
) returns void language plpgsql security definer
set search_path = store, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    n bigint;
begin
    update consumed set next_offset = p_to
        where topic = p_topic and partition = p_partition and next_offset = p_from;
    if not found then
        raise exception 'position of % % is not % any more', p_topic, p_partition, p_from
            using errcode = 'PL001';
    end if;
    for i in 1 .. cardinality(x_topic) loop
        insert into source as s (topic, shard, position)
            values (x_topic[i], x_shard[i], x_position[i])
            on conflict (topic, shard) do update set position = excluded.position
            where s.position < excluded.position;
    end loop;
    if cardinality(f_digest) > 0 then
        insert into foreign_message (digest, business_date)
            select * from unnest(f_digest, f_on) on conflict do nothing;
        get diagnostics n = row_count;
        if n <> cardinality(f_digest) then
            raise exception 'a message of this batch was taken before' using errcode = 'PL003';
        end if;
    end if;
    for i in 1 .. cardinality(t_stream) loop
        if t_expected[i] = 0 then
            insert into stream (stream, shard, version, head)
                values (t_stream[i], t_shard[i], t_version[i], t_head[i]) on conflict do nothing;
        else
            update stream set version = t_version[i], head = t_head[i]
                where stream = t_stream[i] and version = t_expected[i];
        end if;
        if not found then
            raise exception 'stream % is not at version % any more', t_stream[i], t_expected[i]
                using errcode = 'PL002';
        end if;
    end loop;
    for i in 1 .. cardinality(s_shard) loop
        update shard set position = s_position[i], hlc = s_hlc[i],
                recorded_at = s_recorded[i], closed_on = s_closed[i]
            where shard = s_shard[i] and epoch = s_epoch[i] and position = s_from[i];
        if not found then
            raise exception 'shard % has another owner or position', s_shard[i]
                using errcode = 'PL001';
        end if;
    end loop;
    if exists (
        select from unnest(s_shard, s_from, s_position) as s (shard, before, after)
        full join (
            select u.shard, count(*) as n, min(u.position) as low, max(u.position) as high
            from unnest(e_shard, e_position) as u (shard, position) group by u.shard
        ) e using (shard)
        where coalesce(s.after - s.before, -1) <> coalesce(e.n, 0)
            or e.low <= s.before or e.high > s.after
    ) then
        raise exception 'events do not fill the positions of their shards' using errcode = 'PL004';
    end if;
    if cardinality(e_shard) > 0 then
        insert into event select * from unnest(
            e_shard, e_stream, e_version, e_position, e_id, e_type, e_schema, e_loan, e_key,
            e_effective, e_known, e_recorded, e_hlc, e_correlation, e_causation, e_cause_link,
            e_actor, e_trace, e_payload, e_link);
    end if;
    for i in 1 .. cardinality(g_shard) loop
        delete from agenda where shard = g_shard[i] and due_on = g_on[i]
            and stream = g_stream[i] and reason = g_reason[i];
    end loop;
    if cardinality(h_shard) > 0 then
        insert into agenda select * from unnest(h_shard, h_on, h_stream, h_reason)
            on conflict do nothing;
    end if;
    if cardinality(d_id) > 0 then
        insert into dead_letter select *, true from unnest(
            d_id, d_shard, d_stream, d_rule, d_detail, d_loan, d_topic, d_partition, d_offset, d_at);
    end if;
    if cardinality(c_id) > 0 then
        update dead_letter set open = false where event_id = any (c_id) and open;
    end if;
end $$;

-- Move the relay's cursors after the acknowledgements; fenced like the writer.
create function store.relay_move(
    r_shard smallint[], r_epoch bigint[], r_from bigint[], r_to bigint[],
    t_shard smallint[], t_topic text[], t_sent bigint[]
) returns void language plpgsql security definer set search_path = store, pg_temp as $$
begin
    for i in 1 .. cardinality(r_shard) loop
        update relay r set position = r_to[i] from shard s
            where r.shard = r_shard[i] and r.position = r_from[i]
                and s.shard = r.shard and s.epoch = r_epoch[i];
        if not found then
            raise exception 'relay of shard % has another owner or position', r_shard[i]
                using errcode = 'PL001';
        end if;
    end loop;
    insert into relay_sent as sent (shard, topic, position)
        select * from unnest(t_shard, t_topic, t_sent)
        on conflict (shard, topic) do update set position = excluded.position;
end $$;

-- The same rows under the eventsourcing package's own column names, one view per shard because
-- positions are dense per shard.
do $$
begin
    for n in 0..15 loop
        execute format(
            'create view store.stored_events_%s as select stream as originator_id, '
            'version as originator_version, type as topic, payload as state, '
            'position as notification_id from store.event where shard = %s', n, n);
    end loop;
end $$;

-- The service's own role reads everything here and writes only through the two functions.
revoke all on all functions in schema store from public;
do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    if service = current_user then
        raise exception 'migrations run as the owner role (postloan_<service>_owner), not as %', current_user;
    end if;
    execute format('grant usage on schema store to %I', service);
    execute format('grant select on all tables in schema store to %I', service);
    execute format('grant insert, update, delete on store.projection to %I', service);
    execute format('grant execute on all functions in schema store to %I', service);
end $$;

-- migrate:down
drop schema store cascade;
