-- migrate:up

create schema audit;

-- The journal: every event of every service with all its columns, and its place in the history of its
-- loan (dense, by arrival; null for an event that is about no loan).
create table audit.entry (
    service        text        not null,
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
    loan_position  bigint,
    primary key (shard, service, position),
    unique (shard, service, stream, version),
    unique (shard, event_id),
    unique (loan_id, loan_position, shard)
) partition by list (shard);

do $$
begin
    for n in 0..15 loop
        execute format('create table audit.entry_%s partition of audit.entry for values in (%s)', n, n);
    end loop;
end $$;

-- How far each shard of each service has arrived.
create table audit.shard (
    service     text        not null,
    shard       smallint    not null check (shard between 0 and 15),
    position    bigint      not null,
    hlc         bigint      not null,
    recorded_at timestamptz not null,
    primary key (service, shard)
) with (fillfactor = 10);

-- Version and chain head of each stream. `key` is the obligor of its first event.
create table audit.stream (
    service text     not null,
    stream  text     not null,
    shard   smallint not null,
    key     text     not null,
    version bigint   not null,
    head    bytea    not null,
    primary key (service, stream)
) with (fillfactor = 70);
create index stream_by_key on audit.stream (shard, key);

create table audit.loan (
    loan_id text primary key,
    entries bigint not null
) with (fillfactor = 70);

-- Consumed Kafka positions: stored with the entries, the only truth about how far we are.
create table audit.consumed (
    topic       text   not null,
    partition   int    not null,
    next_offset bigint not null,
    primary key (topic, partition)
) with (fillfactor = 10);

-- Records that broke a check on arrival, with their bytes untouched. A finding stops its partition.
create table audit.finding (
    topic        text        not null,
    partition    int         not null,
    kafka_offset bigint      not null,
    rule         text        not null,
    detail       text        not null,
    service      text        not null,
    shard        smallint,
    position     bigint,
    stream       text,
    version      bigint,
    loan_id      text,
    event_id     uuid,
    record       bytea       not null,
    found_at     timestamptz not null default now(),
    primary key (topic, partition, kafka_offset, rule)
);

-- What the regular verification said.
create table audit.verification (
    started_at timestamptz primary key,
    seconds    double precision not null,
    events     bigint  not null,
    pending    bigint  not null,
    findings   bigint  not null,
    report     jsonb   not null
);

create function audit.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is never changed: % on %', tg_op, tg_table_name
        using errcode = 'PL009';
end $$;
create trigger never_changed before update or delete on audit.entry
    for each row execute function audit.refuse();
create trigger never_truncated before truncate on audit.entry
    for each statement execute function audit.refuse();
do $$
begin
    for n in 0..15 loop
        execute format('create trigger never_truncated before truncate on audit.entry_%s '
                       'for each statement execute function audit.refuse()', n);
    end loop;
end $$;
create trigger never_changed before update or delete on audit.finding
    for each row execute function audit.refuse();
create trigger never_truncated before truncate on audit.finding
    for each statement execute function audit.refuse();

-- Begin to read a partition; returns the next offset.
create function audit.claim(p_topic text, p_partition int) returns bigint
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
    n bigint;
begin
    insert into consumed (topic, partition, next_offset) values (p_topic, p_partition, 0)
        on conflict do nothing;
    select next_offset into n from consumed where topic = p_topic and partition = p_partition;
    return n;
end $$;

-- One batch of one topic and partition, all or nothing: offset, shards, streams, entries, findings.
-- PL001: somebody else has done it. PL002: a stream or shard is not where the caller thinks.
create function audit.append(
    p_topic text, p_partition int, p_from bigint, p_to bigint, p_service text,
    s_shard smallint[], s_from bigint[], s_position bigint[], s_hlc bigint[], s_recorded timestamptz[],
    t_stream text[], t_shard smallint[], t_key text[], t_expected bigint[], t_version bigint[],
    t_head bytea[],
    e_shard smallint[], e_stream text[], e_version bigint[], e_position bigint[], e_id uuid[],
    e_type text[], e_schema smallint[], e_loan text[], e_key text[], e_effective date[],
    e_known date[], e_recorded timestamptz[], e_hlc bigint[], e_correlation text[],
    e_causation text[], e_cause_link bytea[], e_actor text[], e_trace text[], e_payload bytea[],
    e_link bytea[],
    f_offset bigint[], f_rule text[], f_detail text[], f_shard smallint[], f_position bigint[],
    f_stream text[], f_version bigint[], f_loan text[], f_event uuid[], f_record bytea[]
) returns void language plpgsql security definer
set search_path = audit, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    update consumed set next_offset = p_to
        where topic = p_topic and partition = p_partition and next_offset = p_from;
    if not found then
        raise exception 'position of % % is not % any more', p_topic, p_partition, p_from
            using errcode = 'PL001';
    end if;
    for i in 1 .. cardinality(s_shard) loop
        if s_from[i] = 0 then
            insert into shard (service, shard, position, hlc, recorded_at)
                values (p_service, s_shard[i], s_position[i], s_hlc[i], s_recorded[i])
                on conflict do nothing;
        else
            update shard set position = s_position[i], hlc = s_hlc[i], recorded_at = s_recorded[i]
                where service = p_service and shard = s_shard[i] and position = s_from[i];
        end if;
        if not found then
            raise exception 'shard % of % is not at position % any more',
                s_shard[i], p_service, s_from[i] using errcode = 'PL002';
        end if;
    end loop;
    for i in 1 .. cardinality(t_stream) loop
        if t_expected[i] = 0 then
            insert into stream (service, stream, shard, key, version, head)
                values (p_service, t_stream[i], t_shard[i], t_key[i], t_version[i], t_head[i])
                on conflict do nothing;
        else
            update stream set version = t_version[i], head = t_head[i]
                where service = p_service and stream = t_stream[i] and version = t_expected[i];
        end if;
        if not found then
            raise exception 'stream % of % is not at version % any more',
                t_stream[i], p_service, t_expected[i] using errcode = 'PL002';
        end if;
    end loop;
    if cardinality(e_shard) > 0 then
        with arrived as (
            select *, row_number() over (partition by loan_id order by ordinal) as nth
            from unnest(
                e_shard, e_stream, e_version, e_position, e_id, e_type, e_schema, e_loan, e_key,
                e_effective, e_known, e_recorded, e_hlc, e_correlation, e_causation, e_cause_link,
                e_actor, e_trace, e_payload, e_link
            ) with ordinality as u (
                shard, stream, version, position, event_id, type, schema_version, loan_id, key,
                effective_on, known_on, recorded_at, hlc, correlation_id, causation_id, cause_link,
                actor, traceparent, payload, link, ordinal
            )
        ), counted as (
            select loan_id, count(*) as n from arrived where loan_id <> ''
            group by loan_id order by loan_id
        ), numbered as (
            insert into loan as l (loan_id, entries) select loan_id, n from counted
            on conflict (loan_id) do update set entries = l.entries + excluded.entries
            returning l.loan_id, l.entries
        )
        insert into entry
            select p_service, a.shard, a.stream, a.version, a.position, a.event_id, a.type,
                a.schema_version, a.loan_id, a.key, a.effective_on, a.known_on, a.recorded_at, a.hlc,
                a.correlation_id, a.causation_id, a.cause_link, a.actor, a.traceparent, a.payload,
                a.link, numbered.entries - counted.n + a.nth
            from arrived a
            left join numbered on numbered.loan_id = a.loan_id
            left join counted on counted.loan_id = a.loan_id;
    end if;
    if cardinality(f_offset) > 0 then
        insert into finding (topic, partition, kafka_offset, rule, detail, service, shard, position,
                             stream, version, loan_id, event_id, record)
            select p_topic, p_partition, f.at, f.rule, f.detail, p_service, f.shard, f.position,
                f.stream, f.version, f.loan_id, f.event_id, f.record
            from unnest(f_offset, f_rule, f_detail, f_shard, f_position, f_stream, f_version, f_loan,
                        f_event, f_record)
                as f (at, rule, detail, shard, position, stream, version, loan_id, event_id, record)
            on conflict do nothing;
    end if;
end $$;

create function audit.note_verification(
    p_started timestamptz, p_seconds double precision, p_events bigint, p_pending bigint,
    p_findings bigint, p_report jsonb
) returns void language sql security definer set search_path = audit, pg_temp as $$
    insert into verification (started_at, seconds, events, pending, findings, report)
        values (p_started, p_seconds, p_events, p_pending, p_findings, p_report);
$$;

-- The service's own role reads everything here and writes only through these functions.
revoke all on all functions in schema audit from public;
do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    if service = current_user then
        raise exception 'migrations run as the owner role (postloan_audit_owner), not as %', current_user;
    end if;
    execute format('grant usage on schema audit to %I', service);
    execute format('grant select on all tables in schema audit to %I', service);
    execute format('grant execute on all functions in schema audit to %I', service);
end $$;

-- migrate:down
drop schema audit cascade;
