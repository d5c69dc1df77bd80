/* What libical reads from a calendar, one event per line, fields parted by tabs; exits 1 where it finds an error or a
 * broken rule of iTIP. With a second argument: reads local times or UTC times from standard input, one per line, and
 * answers each with the other one by the first definition of a zone in the file. */
#include <libical/ical.h>
#include <libical/icalrestriction.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *whole(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) exit(2);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc(1, size + 1);
    if (fread(text, 1, size, file) != (size_t)size) exit(2);
    fclose(file);
    return text;
}

static void say(struct icaltimetype time) {
    if (!time.is_date && !icaltime_is_utc(time) && !time.zone) {
        fprintf(stderr, "floating: %s\n", icaltime_as_ical_string(time));
        exit(1);
    }
    if (!time.is_date) time = icaltime_convert_to_zone(time, icaltimezone_get_utc_timezone());
    printf("%s\t", icaltime_as_ical_string(time));
}

static void convert(icalcomponent *calendar) {
    icalcomponent *component = icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT);
    icaltimezone *zone = icaltimezone_new(), *utc = icaltimezone_get_utc_timezone();
    icaltimezone_set_component(zone, icalcomponent_new_clone(component));
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        struct icaltimetype time = icaltime_from_string(line);
        int is_utc = icaltime_is_utc(time);
        icaltime_set_timezone(&time, is_utc ? utc : zone);
        puts(icaltime_as_ical_string(icaltime_convert_to_zone(time, is_utc ? zone : utc)));
    }
    icaltimezone_free(zone, 1);
}

int main(int count, char **given) {
    char *text = whole(given[1]);
    icalcomponent *calendar = icalparser_parse_string(text);
    free(text);
    if (!calendar || icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT) return 1;
    if (count > 2) {
        convert(calendar);
        return 0;
    }
    icalrestriction_check(calendar);
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        printf("%s\t", icalcomponent_get_uid(event));
        say(icalcomponent_get_dtstart(event));
        say(icalcomponent_get_dtend(event));
        printf("%s\t%d\t%s\n", icalproperty_status_to_string(icalcomponent_get_status(event)),
               icalcomponent_get_sequence(event), icalcomponent_get_summary(event));
    }
    int errors = icalcomponent_count_errors(calendar);
    if (errors) fprintf(stderr, "%s\n", icalcomponent_as_ical_string(calendar));
    icalcomponent_free(calendar);
    return errors ? 1 : 0;
}
