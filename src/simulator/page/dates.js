import { locale, t } from './language.js';

const format = (options, date) => new Intl.DateTimeFormat(locale(), options).format(date);

export function clockTime(ms) {
  return format({ hour: '2-digit', minute: '2-digit' }, new Date(ms));
}

export function fullTime(ms) {
  return format({ dateStyle: 'full', timeStyle: 'medium' }, new Date(ms));
}

export function dateOf(ms) {
  return near(new Date(ms)) ?? format({ day: 'numeric', month: 'short' }, new Date(ms));
}

export function dayName(ms) {
  return near(new Date(ms)) ?? format({ weekday: 'long', day: 'numeric', month: 'long' }, new Date(ms));
}

export function dayKey(ms) {
  return new Date(ms).toDateString();
}

function near(date) {
  const days = Math.round(
    (new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (days === 0) return t('today');
  return days === 1 ? t('yesterday') : undefined;
}

function ago(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  if (Math.abs(seconds) < 45) return t('ago_now');
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (Math.abs(seconds) < 3_600) return relative.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3_600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** Slack's date tokens: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function slackDate(unixSeconds, pattern) {
  const date = new Date(unixSeconds * 1000);
  const short = { day: 'numeric', month: 'short', year: 'numeric' };
  const long = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
  const tokens = {
    date_num: () => format({ year: 'numeric', month: '2-digit', day: '2-digit' }, date),
    date_slash: () => format({ year: 'numeric', month: '2-digit', day: '2-digit' }, date),
    date: () => format({ day: 'numeric', month: 'long', year: 'numeric' }, date),
    date_pretty: () => near(date) ?? format({ day: 'numeric', month: 'long', year: 'numeric' }, date),
    date_short: () => format(short, date),
    date_short_pretty: () => near(date) ?? format(short, date),
    date_long: () => format(long, date),
    date_long_pretty: () => near(date) ?? format(long, date),
    date_long_full: () => format(long, date),
    day_divider_pretty: () => near(date) ?? format(long, date),
    time: () => clockTime(date.getTime()),
    time_secs: () => format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }, date),
    ago: () => ago(date),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => tokens[name]?.() ?? whole);
}
