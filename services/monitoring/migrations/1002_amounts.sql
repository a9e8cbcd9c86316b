-- migrate:up

-- The contract knows amounts of 18 whole digits, and sums of them: more minor units than a bigint holds.
drop view read.present_arrears;
alter table read.loan alter column principal type numeric;
alter table read.arrears alter column overdue type numeric;

create view read.present_arrears as
    select distinct on (loan_id) loan_id, stage, overdue_since, overdue, effective_on
    from read.arrears where not withdrawn order by loan_id, effective_on desc, entry desc;

do $$
begin
    execute format('grant select, insert, update, delete on read.present_arrears to %I',
                   regexp_replace(current_user, '_owner$', ''));
end $$;

-- migrate:down
drop view read.present_arrears;
alter table read.loan alter column principal type bigint;
alter table read.arrears alter column overdue type bigint;
create view read.present_arrears as
    select distinct on (loan_id) loan_id, stage, overdue_since, overdue, effective_on
    from read.arrears where not withdrawn order by loan_id, effective_on desc, entry desc;
