-- migrate:up

create schema read;

-- Every stage that was concluded; a later entry may have withdrawn it.
create table read.stage (
    loan_id      text not null,
    entry        int  not null,      -- dense per loan over all conclusions
    obligor_id   text not null,
    effective_on date not null,
    stage        text not null,
    withdrawn    boolean not null default false,
    primary key (loan_id, entry)
);

create view read.present_stage as
    select distinct on (loan_id) loan_id, obligor_id, stage, effective_on
    from read.stage where not withdrawn order by loan_id, effective_on desc, entry desc;

-- Acts that may not be, refused.
create table read.blocked (
    loan_id      text not null,
    version      int  not null,      -- of the event in its stream
    obligor_id   text not null,
    effective_on date not null,
    code         text not null,
    attempted_by text not null,
    primary key (loan_id, version)
);

do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant usage on schema read to %I', service);
    execute format('grant select, insert, update, delete on all tables in schema read to %I', service);
end $$;

-- migrate:down
drop schema read cascade;
