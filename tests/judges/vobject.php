<?php
// What sabre/vobject reads from a calendar; exits 1 where it finds anything to complain of.
error_reporting(E_ALL & ~E_DEPRECATED);
require '/usr/share/php/Sabre/VObject/autoload.php';

$calendar = Sabre\VObject\Reader::read(file_get_contents($argv[1]));
foreach ($calendar->validate() as $message) {
    fwrite(STDERR, $message['message'] . "\n");
    $isIll = true;
}
$found = [];
foreach ($calendar->VEVENT as $event) {
    $said = function ($property) {
        $time = $property->getDateTime();
        if (!$property->hasTime()) {
            return $time->format('Ymd');
        }
        return $time->setTimezone(new DateTimeZone('UTC'))->format('Ymd\THis\Z');
    };
    $found[] = [
        'uid' => (string) $event->UID,
        'start' => $said($event->DTSTART),
        'end' => isset($event->DTEND) ? $said($event->DTEND) : $event->DTSTART->getDateTime()->modify('+1 day')->format('Ymd'),
        'status' => (string) $event->STATUS,
        'sequence' => (int) (string) $event->SEQUENCE,
        'summary' => (string) $event->SUMMARY,
    ];
}
echo json_encode($found, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
exit(isset($isIll) ? 1 : 0);
