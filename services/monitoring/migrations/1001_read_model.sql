-- migrate:up

create schema read;

-- Terms of each loan, for lists of work.
create table read.loan (
    loan_id      text primary key,
    obligor_id   text    not null,
    obligor_kind text    not null,
    product      text    not null,
    currency     text    not null,
    principal    bigint  not null,   -- minor units
    disbursed_on date    not null,
    matures_on   date    not null
);

-- Every arrears entry; a later one may have withdrawn it.
create table read.arrears (
    loan_id       text   not null,
    entry         int    not null,
    effective_on  date   not null,
    stage         text   not null,
    overdue_since date,
    overdue       bigint not null,   -- minor units, at the end of effective_on
    withdrawn     boolean not null default false,
    primary key (loan_id, entry)
);

create view read.present_arrears as
    select distinct on (loan_id) loan_id, stage, overdue_since, overdue, effective_on
    from read.arrears where not withdrawn order by loan_id, effective_on desc, entry desc;

do $$
declare
    service text := regexp_replace(current_user, '_owner$', '');
begin
    execute format('grant usage on schema read to %I', service);
    execute format('grant select, insert, update, delete on all tables in schema read to %I', service);
end $$;

-- migrate:down
drop schema read cascade;
